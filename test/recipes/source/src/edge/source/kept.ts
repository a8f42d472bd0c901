import { Failure, misconfigured } from '../../errors.ts'
import type { SourceKind } from './kind.ts'

/** Binding that keeps images in memory: their bytes by path. */
type Kept = ReadonlyMap<string, Uint8Array<ArrayBuffer>>

/** Source that reads images from a binding in memory. */
export const kept: SourceKind = {
  forms: ['kept:BINDING'],
  about: 'images that a binding keeps in memory',
  pattern: /^kept:([A-Za-z_]\w*)$/,
  ignoresCase: false,
  urlOf: () => undefined,
  assertCredentials(credentials) {
    if (credentials) misconfigured('memory takes none')
  },
  open({ source }, env) {
    const [, name = ''] = kept.pattern.exec(source) ?? []
    const images = env[name]
    if (!(images instanceof Map)) throw new Failure('misconfigured', undefined, `no map is named ${name}`)
    const found: Kept = images
    return {
      nameOf: (path) => `${source}/${path}`,
      origin: source,
      async open(path) {
        const bytes = found.get(path)
        if (!bytes) throw new Failure('not-found')
        const body = new Blob([bytes]).stream()
        return { body, size: bytes.length, etag: undefined, maxAge: undefined }
      },
    }
  },
}
