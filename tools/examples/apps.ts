import { buildAstroLocal } from './astro-local.ts'

/** An example app below `examples`. */
export interface App {
  readonly name: string
  readonly build: readonly string[]
  /** Returns the command that serves the built app. */
  readonly serve: (port: number) => readonly string[]
  /** Folder with the files that browsers download. */
  readonly browserFiles: string
  /** Number of images that the app's page shows. */
  readonly images: number
  /** Another check that needs the app's packages. */
  readonly also?: {
    readonly name: string
    /**
     * @param folder the app's folder
     * @returns faults
     */
    run(folder: string, env: Readonly<Record<string, string>>): Promise<string[]>
  }
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
    also: { name: 'local service', run: buildAstroLocal },
  },
]
