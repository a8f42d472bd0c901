import type { Rendering } from '../rendering.ts'

/** Each media type's extensions. The first is used unless the source has one of the others. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/jxl': ['jxl'],
  'image/gif': ['gif'],
  'image/svg+xml': ['svg'],
  'image/heic': ['heic', 'heif'],
  'image/heif': ['heif', 'heic'],
  'application/json': ['json'],
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Returns the file name under which a result is saved: the name from its parameter `download`, or
 * the source's name with the result format's extension.
 * @example fileNameOf({ target: '/a/lake.jpg?format=webp', type: 'image/webp' }) // 'lake.webp'
 */
export function fileNameOf({ target, type }: Pick<Rendering, 'target' | 'type'>): string {
  const [path = '', query] = target.split('?', 2)
  const asked = new URLSearchParams(query).get('download')
  if (asked) return asked
  const source = decoded(path.slice(path.lastIndexOf('/') + 1)).replace(/[/\\]/g, '_')
  const [, stem = source, extension = ''] = /^(.+)\.([^.]+)$/.exec(source) ?? []
  const [mediaType = ''] = type.toLowerCase().split(';')
  const fitting = EXTENSIONS[mediaType.trim()]
  if (!fitting || fitting.includes(extension.toLowerCase())) return source || 'image'
  return `${stem || 'image'}.${fitting[0]}`
}
