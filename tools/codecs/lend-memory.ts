/** Functions that replace functions of a module, as WebAssembly text, by their names. */
export type Replacements = Readonly<Record<string, string>>

const MEMORY = /\(memory (\$\S+) (\d+)\)/
const GROW = '(memory.grow'
const FUNCTION = /^ \(func (\$\S+) [^]*?^ \)$/gm

/**
 * Makes a module import its memory as `env.memory`, and a function `env.grow` in place of the
 * instruction `memory.grow`. The module can then use a memory that is larger than it knows, because
 * other modules use it in turn.
 * @throws Error if the module does not define exactly one memory, or lacks a replaced function
 */
export async function lendMemory(module: Uint8Array, replacements: Replacements = {}): Promise<Uint8Array> {
  // Loading Binaryen takes a second.
  const { default: binaryen } = await import('binaryen')
  const original = binaryen.readBinary(module)
  original.setFeatures(binaryen.Features.All)
  const text = original.emitText()
  original.dispose()
  const [defined, memory = '', pages = ''] = MEMORY.exec(text) ?? []
  if (!defined || text.match(new RegExp(MEMORY, 'g'))?.length !== 1) throw new Error('expected one memory')
  const replaced = new Set<string>()
  const changed = text
    .replace(FUNCTION, (before: string, name: string) => {
      const after = replacements[name]
      if (after === undefined) return before
      replaced.add(name)
      return after
    })
    .replace(defined, '')
    .replaceAll(GROW, '(call $grow')
  const missing = Object.keys(replacements).filter((name) => !replaced.has(name))
  if (missing.length > 0) throw new Error(`the module has no ${missing.join(', ')}`)
  const imports = `(import "env" "memory" (memory ${memory} ${pages}))
 (import "env" "grow" (func $grow (param i32) (result i32)))`
  const lent = binaryen.parseText(changed.replace('(module\n', `(module\n ${imports}\n`))
  lent.setFeatures(binaryen.Features.All)
  if (!lent.validate()) throw new Error('the module is not valid')
  const built = lent.emitBinary()
  lent.dispose()
  return built
}
