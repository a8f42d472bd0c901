const MAX_CHARACTERS = 100

/**
 * Converts a file name to a path's last segment. Folders, control characters and leading dots are
 * removed, and the text is normalized to Unicode form NFC. A digest of the content is added, so
 * that a cache never answers with an older picture that has the same name.
 *
 * @param name name that the browser sends
 * @param digest digest of the content
 * @param extension for the content's format
 * @example uploadName('..\\Été 1.JPG', 'c0ffee42', 'jpg') // 'Été-1.c0ffee42.jpg'
 */
export function uploadName(name: string, digest: string, extension: string): string {
  const base = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const stem = base.replace(/\.[A-Za-z0-9]{1,5}$/, '')
  const plain = stem
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '')
  const end = `.${digest}.${extension}`
  const short = [...plain]
    .slice(0, MAX_CHARACTERS - end.length)
    .join('')
    .replace(/[.-]+$/, '')
  return `${short || 'picture'}${end}`
}
