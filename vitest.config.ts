import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig, type Plugin } from 'vitest/config'

/** Imports `*.wasm` as a compiled module, like workerd. */
const wasm: Plugin = {
  name: 'wasm-module',
  enforce: 'pre',
  load(id) {
    if (!id.endsWith('.wasm')) return
    if (!existsSync(id)) throw new Error(`${id} is not built: run \`npm run kernel\` first`)
    const file = JSON.stringify(id)
    return `import { readFileSync } from 'node:fs'; export default new WebAssembly.Module(readFileSync(${file}))`
  },
}

/** Set-up of the tests in Node. globals-watch.ts ends before log-watch.ts restores the console. */
const NODE_SETUP = [
  'test/support/engine/codecs.ts',
  'test/support/properties/runs.ts',
  'test/support/process/log-watch.ts',
  'test/support/process/globals-watch.ts',
]

export default defineConfig({
  test: {
    // One more than there are cores: some files wait for timers, commands and workerd.
    maxWorkers: availableParallelism() + 1,
    // The processes keep all cores busy: threads of each to collect its garbage cost 5 % more CPU
    // (2026-11-26), and threads to compile about 10 % more (2026-11-29).
    execArgv: [
      '--single-threaded-gc',
      '--single-threaded',
      // Typed arrays of pixels die young. With these sizes in MB, the files in rows, gain-map and
      // color of test/unit/engine need 120 scavenges instead of 315 (2026-11-29).
      '--min-semi-space-size=16',
      '--max-semi-space-size=64',
    ],
    projects: [
      {
        plugins: [wasm],
        test: {
          name: 'node',
          setupFiles: NODE_SETUP,
          sequence: { setupFiles: 'list' },
          // Files of a process share modules and compiled WebAssembly: saves 70 s of CPU
          // (2026-11-25).
          isolate: false,
          // Other processes may keep both cores busy, and `npm run tool properties` makes ten times
          // the runs.
          testTimeout: process.env['PROPERTY_RUNS'] === 'all' ? 300_000 : 30_000,
          hookTimeout: 60_000,
          include: ['test/unit/**/*.test.ts', 'test/kernel/*.test.ts'],
          server: { deps: { inline: [/@jsquash|@thorvg/] } },
        },
      },
      {
        plugins: [wasm],
        test: {
          name: 'long',
          setupFiles: NODE_SETUP,
          sequence: { setupFiles: 'list' },
          isolate: false,
          include: ['test/long/**/*.test.ts'],
          exclude: ['test/long/heap/**'],
          globalSetup: 'test/support/worker/bundle-setup.ts',
          server: { deps: { inline: [/@jsquash|@thorvg/] } },
          testTimeout: process.env['PROPERTY_RUNS'] === 'all' ? 300_000 : 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [wasm],
        test: {
          name: 'heap',
          setupFiles: ['test/support/engine/codecs.ts'],
          // Each file has a process of its own, because garbage of others would take time and
          // count.
          include: ['test/long/heap/*.test.ts'],
          server: { deps: { inline: [/@jsquash|@thorvg/] } },
          testTimeout: 30_000,
        },
      },
      {
        plugins: [wasm],
        test: {
          name: 'robustness',
          setupFiles: ['test/support/engine/codecs.ts'],
          include: ['test/robustness/**/*.test.ts'],
          server: { deps: { inline: [/@jsquash|@thorvg/] } },
          testTimeout: 900_000,
        },
      },
      {
        plugins: [wasm],
        test: {
          name: 'avif',
          setupFiles: ['test/support/engine/codecs.ts'],
          include: ['test/avif/**/*.test.ts'],
          server: { deps: { inline: [/@jsquash|@thorvg/] } },
          testTimeout: 3_600_000,
        },
      },
      {
        test: {
          name: 'sdk',
          include: ['test/sdk/*.test.ts'],
          globalSetup: 'test/support/project/installed-package.ts',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'packages',
          include: ['test/packages/*.test.ts'],
          globalSetup: 'test/packages/setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'adapters',
          include: ['test/adapters/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [wasm],
        test: {
          name: 'browser',
          setupFiles: ['test/support/engine/codecs.ts'],
          server: { deps: { inline: [/@jsquash|@thorvg/] } },
          // One server and one browser: pages that load at once would wait for each other.
          fileParallelism: false,
          include: ['test/browser/*.test.ts'],
          globalSetup: 'test/browser/setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Pages wait for transforms, on a machine that may be busy.
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        test: {
          name: 'site',
          // One server and one browser.
          fileParallelism: false,
          include: ['test/site/*.test.ts'],
          globalSetup: 'test/site/setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'recipes',
          include: ['test/recipes/*.test.ts'],
        },
      },
      {
        test: {
          name: 'documents',
          include: ['test/documents/*.test.ts'],
          globalSetup: ['test/documents/setup.ts', 'test/support/worker/bundle-setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'worker',
          isolate: false,
          include: ['test/worker/**/*.test.ts'],
          globalSetup: 'test/support/worker/bundle-setup.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
