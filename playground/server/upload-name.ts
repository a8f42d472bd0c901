const MAX_CHARACTERS = 100

/**
 * A name of a file as the last segment of a path: without folders, controls and leading dots, in one Unicode form, with a
 * mark of the content, so that a cache never answers with an older picture of that name.
 *
 * @param name as the browser gives it
 * @param mark of the content
 * @param extension for the format that the bytes show
 * @example uploadName('..\\Été 1.JPG', 'c0ffee42', 'jpg') // 'Été-1.c0ffee42.jpg'
 */
export function uploadName(name: string, mark: string, extension: string): string {
  const base = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const stem = base.replace(/\.[A-Za-z0-9]{1,5}$/, '')
  const plain = stem
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '')
  const end = `.${mark}.${extension}`
  const short = [...plain]
    .slice(0, MAX_CHARACTERS - end.length)
    .join('')
    .replace(/[.-]+$/, '')
  return `${short || 'picture'}${end}`
}
