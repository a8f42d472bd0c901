const MEMORY = /\(memory (\$\S+) (\d+)\)/g

/**
 * Makes a module import its memory as `env.memory`, and a function `env.grow` in place of the
 * instruction `memory.grow`. The module can then use a memory that is larger than it knows, because
 * other modules use it in turn.
 * @throws Error if the module does not define exactly one memory without a maximum
 */
export async function lendMemory(module: Uint8Array): Promise<Uint8Array> {
  // Loading Binaryen takes a second.
  const { default: binaryen } = await import('binaryen')
  const { BulkMemory, MutableGlobals, NontrappingFPToInt, ReferenceTypes, SIMD128, SignExt } =
    binaryen.Features
  // Node 20 knows no later ones. With GC, Binaryen writes null references that it cannot read.
  const features = BulkMemory | MutableGlobals | NontrappingFPToInt | ReferenceTypes | SIMD128 | SignExt
  const original = binaryen.readBinary(module)
  original.setFeatures(features)
  const text = original.emitText()
  original.dispose()
  const [[defined, memory, pages] = [], ...others] = [...text.matchAll(MEMORY)]
  if (!defined || others.length > 0) throw new Error('expected one memory')
  const imports = `(module
 (import "env" "memory" (memory ${memory} ${pages}))
 (import "env" "grow" (func $grow (param i32) (result i32)))`
  const lent = binaryen.parseText(
    text.replace(defined, '').replaceAll('(memory.grow', '(call $grow').replace('(module', imports),
  )
  lent.setFeatures(features)
  const built = lent.emitBinary()
  lent.dispose()
  return built
}
