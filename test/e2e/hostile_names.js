// Names a stranger may give a torrent, as bytes that are a name in UTF-8, or not.

export const hostile_names = [
  'two  spaces ',
  'line\nbreak',
  'tab\there',
  `"double" and 'single' and back\\slash`,
  '--torrent-done-script=/bin/true',
  '🎬 film 👩‍🚀 🇯🇵',
  'Sum:            1.0 GB               0.0     0.0',
  'photo\u202Egpj.exe',
  '\u200Fעברית\u200E and more',
  '日本語 名前',
  '<img src=x onerror="window.__injected = true">',
  '<script>window.__injected = true</script>',
  '"}],"result":"success"}',
  'x'.repeat(250),
];

/** A name whose bytes are not UTF-8: each daemon has its own idea of it. */
export const not_utf8 = Buffer.from([0x62, 0xff, 0xfe, 0xc3, 0x28, 0x72]);
