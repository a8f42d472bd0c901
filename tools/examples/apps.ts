/** An app below `examples`. */
export interface App {
  readonly name: string
  readonly build: readonly string[]
  /** Serves what was built. */
  readonly serve: (port: number) => readonly string[]
  /** The folder of what browsers get. */
  readonly browserFiles: string
  /** How many images its page shows. */
  readonly images: number
}

export const APPS: readonly App[] = [
  {
    name: 'next',
    build: ['npx', 'next', 'build'],
    serve: (port) => ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)],
    browserFiles: '.next/static',
    images: 3,
  },
  {
    name: 'astro',
    build: ['npx', 'astro', 'build'],
    serve: (port) => [
      'node_modules/astro/bin/astro.mjs',
      'preview',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
    ],
    browserFiles: 'dist',
    images: 3,
  },
]
