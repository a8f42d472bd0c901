import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

/** Folder whose lock file has the runtimes, checkers and routers that the tests use. */
export const TOOLS = resolve('test', 'packages', 'tools')

/** Returns the folder of an installed package. Its manifest need not be exported. */
export const toolFolder = (name: string): string => join(TOOLS, 'node_modules', name)

const { platform, arch } = process

// The commands of both packages are scripts that copy the program in a postinstall step, which is
// not run. These are the packages with the programs.
const PROGRAMS = {
  bun: `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`,
  deno: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}/deno`,
} as const

/** Returns the path to a runtime's program. */
export const runtime = (name: keyof typeof PROGRAMS): string => toolFolder(PROGRAMS[name])

/** Returns the path to Node 20, the oldest version that the packages support. */
export function node20(): string {
  const { resolve: find } = createRequire(import.meta.url)
  const manifest = createRequire(find('node20/package.json')).resolve('node/package.json')
  return join(dirname(manifest), 'bin', 'node')
}

/** Returns the path to the Node that the repository develops with. */
export const node22 = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node')
