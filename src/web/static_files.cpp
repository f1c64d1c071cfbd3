#include "web/static_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "web/gzip.h"

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

bool same_file(const FileInfo& info, const timespec& modified, off_t size) {
  return info.st_mtim.tv_sec == modified.tv_sec && info.st_mtim.tv_nsec == modified.tv_nsec &&
         info.st_size == size;
}

// Of "/name", below the folder that is open.
const char* relative(const std::string& path) { return path.c_str() + 1; }

}  // namespace

StaticFiles::StaticFiles(const std::string& root)
    : root_(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

HttpResponse StaticFiles::get(const HttpRequest& request) {
  const std::string path = request.path == "/" ? "/index.html" : request.path;
  const File* file = safe(path) ? find(path) : nullptr;
  if (!file) return http_error(404, "not_found", "there is nothing at " + request.path);

  const bool zipped = file->gzipped && accepts_gzip(request.accept_encoding);
  const std::string etag = "\"" + file->etag + (zipped ? "-gz\"" : "\"");
  HttpResponse response{200,
                        {{"content-type", std::string(content_type(path))},
                         {"cache-control", "no-cache"},
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

const StaticFiles::File* StaticFiles::find(const std::string& path) {
  const auto known = files_.find(path);
  FileInfo info{};
  if (::fstatat(root_.get(), relative(path), &info, 0) != 0) {
    if (known != files_.end()) files_.erase(known);
    return nullptr;
  }
  if (known != files_.end() && same_file(info, known->second.modified, known->second.size)) {
    return &known->second;
  }
  auto file = load(path);
  if (!file) return nullptr;
  return &(files_[path] = std::move(*file));
}

std::optional<StaticFiles::File> StaticFiles::load(const std::string& path) const {
  const UniqueFd fd(::openat(root_.get(), relative(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  FileInfo info{};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  if (static_cast<std::size_t>(info.st_size) > max_file_bytes) return std::nullopt;
  auto bytes = read_all(fd.get(), static_cast<std::size_t>(info.st_size));
  if (!bytes) return std::nullopt;
  auto etag = etag_of(*bytes);
  auto gzipped = gzip(*bytes);
  return File{info.st_mtim, info.st_size, std::move(etag),
              std::make_shared<const std::string>(std::move(*bytes)), std::move(gzipped)};
}

}  // namespace wst
