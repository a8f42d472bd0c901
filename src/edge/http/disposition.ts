/**
 * Characters that are not visible. They include characters that change the direction of text, with
 * which a name can disguise its extension.
 */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

/**
 * Returns the `Content-Disposition` with which a browser saves an image as `name` (RFC 6266). The
 * name is in ASCII for old clients, and also in UTF-8 if that differs.
 *
 * @param name file name; the caller refuses path separators
 * @example
 * contentDisposition('Zürich.jpg')
 * // attachment; filename="Zurich.jpg"; filename*=UTF-8''Z%C3%BCrich.jpg
 */
export function contentDisposition(name: string): string {
  const visible = name.toWellFormed().replace(HIDDEN, '')
  if (visible === '') return 'attachment'
  const fallback = inAscii(visible) || '_'
  const plain = `attachment; filename="${fallback}"`
  return fallback === visible ? plain : `${plain}; filename*=UTF-8''${extendedValue(visible)}`
}

/**
 * Removes accents, then replaces some characters by `_` (RFC 6266, appendix D). These are
 * characters outside of ASCII, quotation marks and backslashes (which not every client unescapes),
 * and percent signs (which some clients unescape).
 */
const inAscii = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]|["\\%]/gu, '_')

/**
 * Encodes all characters except `attr-char` (RFC 8187, 3.2.1). `encodeURIComponent` alone would
 * leave four other characters unencoded.
 */
const extendedValue = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
