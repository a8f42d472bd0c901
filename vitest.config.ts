import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig, type Plugin } from 'vitest/config'

/** In Node an imported `*.wasm` is what workerd makes of it: a compiled module. */
const wasm: Plugin = {
  name: 'wasm-module',
  enforce: 'pre',
  load(id) {
    if (!id.endsWith('.wasm')) return
    const bytes = readFileSync(id).toString('base64')
    return `export default new WebAssembly.Module(Buffer.from('${bytes}', 'base64'))`
  },
}

export default defineConfig({
  test: {
    // The default leaves one core free, which is half of a small machine.
    maxWorkers: availableParallelism(),
    projects: [
      {
        plugins: [wasm],
        test: {
          name: 'node',
          isolate: false,
          include: ['test/unit/**/*.test.ts', 'test/parity/**/*.test.ts'],
          server: { deps: { inline: [/@jsquash|@thorvg/] } },
        },
      },
      {
        plugins: [wasm],
        test: {
          name: 'robustness',
          include: ['test/robustness/**/*.test.ts'],
          server: { deps: { inline: [/@jsquash|@thorvg/] } },
          testTimeout: 900_000,
        },
      },
      {
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          globalSetup: 'test/support/bundle-setup.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
