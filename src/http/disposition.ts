/** What a name is never shown with: control characters, line separators, and what turns the direction of text. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

/**
 * The Content-Disposition under which a browser saves an image as `name` (RFC 6266), whatever the name: in ASCII for
 * old clients, and where that is not all of it in UTF-8.
 *
 * @param name of a file, not a path: separators are the caller's to refuse
 * @example contentDisposition('Zürich.jpg') // attachment; filename="Zurich.jpg"; filename*=UTF-8''Z%C3%BCrich.jpg
 */
export function contentDisposition(name: string): string {
  const seen = name.toWellFormed().replace(UNSEEN, '')
  if (seen === '') return 'attachment'
  const fallback = inAscii(seen) || '_'
  const plain = `attachment; filename="${fallback}"`
  return fallback === seen ? plain : `${plain}; filename*=UTF-8''${extendedValue(seen)}`
}

/**
 * Letters without their accents; what is not ASCII then becomes a line. So do quotation marks and backslashes, which
 * not every client unescapes, and percent signs, which some do (RFC 6266, appendix D).
 */
const inAscii = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]|["\\%]/gu, '_')

/** RFC 8187, 3.2.1: all but `attr-char` percent-encoded; of what `encodeURIComponent` leaves, these are none. */
const extendedValue = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
