import { installed } from './adapter.ts'

interface Glob {
  readonly protocol?: string
  readonly hostname?: string
  readonly port?: string
  readonly pathname?: string
  readonly search?: string
}

/** Field `images` in a `next.config.ts`, with the Next 16 defaults. */
export const CONFIG = {
  path: '/_next/image',
  deviceSizes: [640, 750, 828, 1080, 1200, 1920, 2048, 3840],
  imageSizes: [32, 48, 64, 96, 128, 256, 384],
  qualities: [75],
  domains: [] as string[],
  formats: ['image/avif', 'image/webp'],
  minimumCacheTTL: 14_400,
  maximumRedirects: 3,
  maximumResponseBody: 50_000_000,
  dangerouslyAllowSVG: false,
  dangerouslyAllowLocalIP: false,
  contentSecurityPolicy: "script-src 'none'; frame-src 'none'; sandbox;",
  contentDispositionType: 'attachment',
  localPatterns: [{ pathname: '/photos/**', search: '' }] as Glob[],
  remotePatterns: [
    { protocol: 'https', hostname: '*.example.com', pathname: '/cats/**' },
    { hostname: '127.0.0.1' },
  ] as Glob[],
}

export type NextImages = typeof CONFIG

type MakeRe = (glob: string, options?: { readonly dot: boolean }) => RegExp

/** Returns the manifest that `next build` writes for a configuration: globs become expressions. */
export async function manifestOf(config: NextImages): Promise<{ images: NextImages }> {
  const { makeRe } = (
    await installed<{ default: { makeRe: MakeRe } }>('next/dist/compiled/picomatch/index.js')
  ).default
  const pathname = (glob = '**') => makeRe(glob, { dot: true }).source
  const images = {
    ...config,
    localPatterns: config.localPatterns.map((each) => ({ ...each, pathname: pathname(each.pathname) })),
    remotePatterns: config.remotePatterns.map((each) => ({
      ...each,
      hostname: makeRe(each.hostname ?? '').source,
      pathname: pathname(each.pathname),
    })),
  }
  return JSON.parse(JSON.stringify({ images }))
}
