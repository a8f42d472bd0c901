/** A module that AssemblyScript compiles from `kernel`. */
export interface KernelModule {
  readonly entry: string
  readonly output: string
  /** Compiler options in addition to the options for all modules. */
  readonly options: readonly string[]
  /**
   * Generated TypeScript file with the export types. It is committed, so that a type check needs no
   * build.
   */
  readonly declared?: string
}

/** Options for a module that reads no static data, although its sources contain some. */
const WITHOUT_DATA = [
  ...['-O1', '--enable', 'simd', '--noExportMemory', '--disableWarning', '112'],
  ...['--runPasses', 'remove-memory-init,remove-unused-module-elements'],
]

const SIMD = ['--enable', 'simd', '--importMemory', '--zeroFilledMemory', '--disableWarning', '112']

/**
 * Modules by name. Their outputs lie outside `kernel`, because wrangler watches that
 * folder.
 */
export const MODULES = {
  kernel: {
    entry: 'kernel/index.ts',
    output: 'src/engine/wasm/kernel.wasm',
    options: [...SIMD, '--initialMemory', '2'],
    declared: 'src/engine/wasm/generated/kernel.ts',
  },
  side: {
    entry: 'kernel/side.ts',
    output: 'src/engine/wasm/built/side.wasm',
    declared: 'src/engine/wasm/generated/side.ts',
    // `--memoryBase` is added by `build.ts`, from the kernel's constants.
    options: [...SIMD, '--use', 'SIDE=1', '--noExportMemory', '--initialMemory', '1'],
  },
  vp8Encoder: {
    entry: 'kernel/vp8-encoder.ts',
    output: 'src/engine/wasm/built/vp8-encoder.wasm',
    declared: 'src/engine/wasm/generated/vp8-encoder.ts',
    // `--memoryBase` is added by `build.ts`, like for `side`.
    options: [...SIMD, '--use', 'SIDE=1', '--noExportMemory', '--initialMemory', '1'],
  },
  jxlEncoder: {
    entry: 'kernel/jxl-encoder.ts',
    output: 'src/engine/wasm/built/jxl-encoder.wasm',
    declared: 'src/engine/wasm/generated/jxl-encoder.ts',
    // `--memoryBase` is added by `build.ts`, like for `side`.
    options: [...SIMD, '--use', 'SIDE=1', '--noExportMemory', '--initialMemory', '1'],
  },
  sizes: {
    entry: 'kernel/sizes.ts',
    output: 'src/engine/wasm/built/sizes.wasm',
    // This module has no loops that would become faster beyond -O1.
    options: [...WITHOUT_DATA, '--use', 'COUNTING=1'],
    declared: 'src/engine/wasm/generated/sizes.ts',
  },
  math: {
    entry: 'kernel/math.ts',
    output: 'src/engine/wasm/built/math.wasm',
    // The default optimization level has lookup tables for `pow` and `exp`, which make `pow` 2.4
    // times as fast as without them (2026-11-29). The module has one page of memory for the tables.
    options: ['--noExportMemory'],
    declared: 'src/engine/wasm/generated/math.ts',
  },
  outline: {
    entry: 'kernel/outline.ts',
    output: 'src/engine/wasm/built/outline.wasm',
    options: ['--importMemory', '--noExportMemory', '--initialMemory', '0'],
  },
} as const satisfies Readonly<Record<string, KernelModule>>

/**
 * Module that exports constants alone. The build reads their values from it, and writes them to
 * `declared`, so that TypeScript does not repeat them. No Worker loads the module.
 */
export const CONSTANTS = {
  entry: 'kernel/constants.ts',
  output: 'src/engine/wasm/built/constants.wasm',
  options: WITHOUT_DATA,
  declared: 'src/engine/constants/kernel.ts',
} as const satisfies KernelModule
