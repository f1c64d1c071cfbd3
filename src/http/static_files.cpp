#include "http/static_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <regex>
#include <utility>

#include "http/gzip.h"

namespace wst {

namespace {

using FileInfo = struct stat;

constexpr std::size_t max_file_bytes = 8u << 20;

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> content_types = {{
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string_view content_type(std::string_view path) {
  for (const auto& [ending, type] : content_types) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

// Components that begin with a dot are "..", "." and hidden files: none is served.
bool safe(std::string_view path) {
  return path.starts_with('/') && path.find("/.") == std::string_view::npos &&
         path.find('\0') == std::string_view::npos && path.find("//") == std::string_view::npos;
}

std::optional<std::string> read_all(int fd, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const auto got = ::read(fd, bytes.data() + filled, size - filled);
    if (got <= 0) return std::nullopt;
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

// Of the content, not of its date: a new build of the same file stays cached.
std::string etag_of(const std::string& bytes) {
  const auto checksum =
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
  const auto second =
      adler32(1, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%zx-%lx%lx", bytes.size(), checksum, second);
  return text.data();
}

constexpr std::string_view version_prefix = "/v-";

bool is_page(std::string_view path) { return path.ends_with(".html"); }

// Of "/v-12ab/main.js": "12ab" and "/main.js"; of others nothing and all of it.
std::pair<std::string, std::string> parted(const std::string& path) {
  const auto end = path.find('/', version_prefix.size());
  const bool is_versioned = path.starts_with(version_prefix) && end > version_prefix.size();
  if (!is_versioned || end == std::string::npos) return {"", path};
  return {path.substr(version_prefix.size(), end - version_prefix.size()), path.substr(end)};
}

// Every src="main.js" and href="views/list.js" as it stands below the version.
std::string with_version(const std::string& html, const std::string& version) {
  static const std::regex named(R"re(\b(src|href)="((?:[a-z]+/)?[a-z0-9_]+\.(?:js|css|svg))")re");
  return std::regex_replace(html, named, "$1=\"v-" + version + "/$2\"");
}

// Names, dates and sizes of what is in a folder, and in those below it.
void add_files(uLong& checksum, int folder, const std::string& name, int depth) {
  const int fd = ::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* entries = fd < 0 ? nullptr : ::fdopendir(fd);
  if (!entries) {
    if (fd >= 0) ::close(fd);
    return;
  }
  uLong sum = 0;  // of any order: a folder has none
  while (const auto* entry = ::readdir(entries)) {
    FileInfo info{};
    if (entry->d_name[0] == '.' || ::fstatat(fd, entry->d_name, &info, 0) != 0) continue;
    if (S_ISDIR(info.st_mode) && depth > 0) add_files(checksum, fd, entry->d_name, depth - 1);
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), "%s/%s %lld %lld.%ld", name.c_str(), entry->d_name,
                  static_cast<long long>(info.st_size), static_cast<long long>(info.st_mtim.tv_sec),
                  info.st_mtim.tv_nsec);
    sum += crc32(0, reinterpret_cast<const Bytef*>(text.data()),
                 static_cast<uInt>(std::strlen(text.data())));
  }
  checksum += sum;
  ::closedir(entries);
}

bool same_file(const FileInfo& info, const timespec& modified, off_t size) {
  return info.st_mtim.tv_sec == modified.tv_sec && info.st_mtim.tv_nsec == modified.tv_nsec &&
         info.st_size == size;
}

// Of "/name", below the folder that is open.
const char* relative(const std::string& path) { return path.c_str() + 1; }

constexpr std::array<std::pair<char, std::string_view>, 5> escapes = {
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}};

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto* found = std::find_if(escapes.begin(), escapes.end(),
                                     [&](const auto& known) { return known.first == c; });
    if (found == escapes.end()) {
      escaped += c;
    } else {
      escaped += found->second;
    }
  }
  return escaped;
}

}  // namespace

StaticFiles::StaticFiles(const std::string& root)
    : root_(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

HttpResponse StaticFiles::get(const HttpRequest& request) {
  const auto [version, name] = parted(request.path);
  const std::string path = request.path == "/" ? "/index.html" : name;
  const bool is_misplaced = !version.empty() && is_page(path);
  const File* file = safe(path) && !is_misplaced ? find(path) : nullptr;
  if (!file) return http_error(404, "not_found", "there is nothing at " + request.path);

  const bool zipped = file->gzipped && accepts_gzip(request.accept_encoding);
  const bool lasts = !version.empty() && version == this->version();
  const std::string etag = "\"" + file->etag + (zipped ? "-gz\"" : "\"");
  HttpResponse response{
      200,
      {{"content-type", std::string(content_type(path))},
       {"cache-control", lasts ? "public, max-age=31536000, immutable" : "no-cache"},
       {"vary", "accept-encoding"},
       {"etag", etag}},
      zipped ? file->gzipped : file->plain};
  if (zipped) response.headers.emplace_back("content-encoding", "gzip");
  if (request.if_none_match.find(etag) != std::string::npos) {
    response.status = 304;
    response.body = nullptr;
  }
  return response;
}

std::string StaticFiles::version() const {
  uLong checksum = 0;
  add_files(checksum, root_.get(), ".", 2);
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%lx", checksum);
  return text.data();
}

const StaticFiles::File* StaticFiles::find(const std::string& path) {
  const auto known = files_.find(path);
  FileInfo info{};
  if (::fstatat(root_.get(), relative(path), &info, 0) != 0) {
    if (known != files_.end()) files_.erase(known);
    return nullptr;
  }
  const std::string wanted = is_page(path) ? version() : std::string();
  if (known != files_.end() && known->second.version == wanted &&
      same_file(info, known->second.modified, known->second.size)) {
    return &known->second;
  }
  auto file = load(path, wanted);
  if (!file) return nullptr;
  return &(files_[path] = std::move(*file));
}

std::optional<StaticFiles::File> StaticFiles::load(const std::string& path,
                                                   const std::string& version) const {
  const UniqueFd fd(::openat(root_.get(), relative(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  FileInfo info{};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  if (static_cast<std::size_t>(info.st_size) > max_file_bytes) return std::nullopt;
  auto bytes = read_all(fd.get(), static_cast<std::size_t>(info.st_size));
  if (!bytes) return std::nullopt;
  if (!version.empty()) *bytes = with_version(*bytes, version);
  auto etag = etag_of(*bytes);
  auto gzipped = gzip(*bytes);
  return File{info.st_mtim,
              info.st_size,
              std::move(etag),
              version,
              std::make_shared<const std::string>(std::move(*bytes)),
              std::move(gzipped)};
}

std::string with_meta(std::string html, std::string_view name, std::string_view content) {
  const std::string empty = "<meta name=\"" + std::string(name) + "\" content=\"";
  const auto at = html.find(empty + "\">");
  if (at != std::string::npos) html.insert(at + empty.size(), html_escaped(content));
  return html;
}

}  // namespace wst
