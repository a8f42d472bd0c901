/** A module that AssemblyScript compiles of `src/engine/kernel`. */
export interface KernelModule {
  readonly entry: string
  readonly output: string
  /** Options of its own. */
  readonly options: readonly string[]
}

const SIMD = ['--enable', 'simd', '--zeroFilledMemory', '--disableWarning', '112']

/** Outside of `src/engine/kernel`, which wrangler watches. */
export const MODULES = {
  kernel: {
    entry: 'src/engine/kernel/index.ts',
    output: 'src/engine/wasm/kernel.wasm',
    options: [...SIMD, '--initialMemory', '2'],
  },
  whole: {
    entry: 'src/engine/kernel/whole.ts',
    output: 'src/engine/wasm/built/whole.wasm',
    options: [...SIMD, '--noExportMemory', '--initialMemory', '1', '--memoryBase', '47104'],
  },
  outline: {
    entry: 'src/engine/kernel/outline.ts',
    output: 'src/engine/wasm/built/outline.wasm',
    options: ['--noExportMemory', '--initialMemory', '0'],
  },
} as const satisfies Readonly<Record<string, KernelModule>>
