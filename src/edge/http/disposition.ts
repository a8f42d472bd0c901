/** Includes what changes the direction of text, which can disguise an extension. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

/**
 * The `Content-Disposition` with which a browser saves an image as `name` (RFC 6266): in ASCII for old clients, and in
 * UTF-8 too where that differs.
 *
 * @param name of a file: the caller refuses path separators
 * @example contentDisposition('Zürich.jpg') // attachment; filename="Zurich.jpg"; filename*=UTF-8''Z%C3%BCrich.jpg
 */
export function contentDisposition(name: string): string {
  const visible = name.toWellFormed().replace(HIDDEN, '')
  if (visible === '') return 'attachment'
  const fallback = inAscii(visible) || '_'
  const plain = `attachment; filename="${fallback}"`
  return fallback === visible ? plain : `${plain}; filename*=UTF-8''${extendedValue(visible)}`
}

/**
 * Removes accents, then replaces by `_` what is not ASCII, quotation marks and backslashes, which not every client
 * unescapes, and percent signs, which some do (RFC 6266, appendix D).
 */
const inAscii = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]|["\\%]/gu, '_')

/** RFC 8187, 3.2.1: encodes all but `attr-char`; `encodeURIComponent` leaves these four. */
const extendedValue = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
