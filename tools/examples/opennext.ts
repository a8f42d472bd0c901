import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runProgram } from './run-program.ts'

/** Files that an app on OpenNext copies. */
const COPIED = [
  'opennext-worker.ts',
  'opennext-images.ts',
  'next-image-request.ts',
  'image-body.ts',
  'guarded-fetch.ts',
]

/** Compiler options in the `tsconfig.json` that Next writes for a new app. */
const COMPILER_OPTIONS = {
  target: 'es2017',
  lib: ['dom', 'dom.iterable', 'esnext'],
  allowJs: true,
  skipLibCheck: true,
  strict: true,
  noEmit: true,
  esModuleInterop: true,
  module: 'esnext',
  moduleResolution: 'bundler',
  resolveJsonModule: true,
  isolatedModules: true,
  jsx: 'react-jsx',
}

/**
 * Files that the Next and OpenNext builds write, by their paths. Next versions write different
 * fields into the manifest, so its type must not matter.
 */
const BUILT: Readonly<Record<string, string>> = {
  '.next/images-manifest.json': '{ "version": 1, "images": {} }',
  '.open-next/worker.js': `export default { async fetch(request, env, ctx) { return new Response('') } }\n`,
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
}

/**
 * Type-checks the Worker for OpenNext with Next's options, in an app that was never built and in
 * one that was. `next build` does both.
 * @param adapters the adapters' folder, whose packages are installed
 * @throws Error with the compiler's messages
 */
export async function checkOpenNext(adapters: string): Promise<void> {
  const app = await mkdtemp(join(tmpdir(), 'signet-opennext-'))
  const check = () => runProgram(['node_modules/.bin/tsc', '-p', '.'], { cwd: app })
  try {
    await symlink(join(adapters, 'node_modules'), join(app, 'node_modules'))
    await Promise.all(COPIED.map((name) => copyFile(join(adapters, name), join(app, name))))
    await write(app, {
      'tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts'] }),
    })
    await check()
    await write(app, BUILT)
    await check()
  } finally {
    await rm(app, { recursive: true })
  }
}
