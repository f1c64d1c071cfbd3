// A browser's name for people, out of what it sends as its User-Agent. Pure.

import { words } from "./words.js";

/** In this order: most claim to be others too. @type {[RegExp, string][]} */
const programs = [
  [/Edg/, "Edge"], [/OPR/, "Opera"], [/Firefox|FxiOS/, "Firefox"], [/Chrom(e|ium)|CriOS/, "Chrome"],
  [/Safari/, "Safari"], [/^curl/, "curl"],
];

/** @type {[RegExp, string][]} */
const systems = [
  [/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS X/, "macOS"], [/Linux|X11/, "Linux"],
];

/** @param {[RegExp, string][]} table @param {string} agent */
const first = (table, agent) => table.find(([sign]) => sign.test(agent))?.[1];

/** @param {string} agent */
export function agent_words(agent) {
  const program = first(programs, agent) ?? (agent.split(/[/ ]/)[0] || words.unknown_program);
  const system = first(systems, agent);
  return system ? words.on(program, system) : program;
}
