/**
 * Imports by which a module's C++ code reaches JavaScript (`val` in embind). The names are the
 * letters that the module's build gave them.
 */
export interface ValueImports {
  /** Import that looks up a global by a name in memory (`_emval_get_global`). */
  readonly lookUp: string
  /** Names that the module looks up when it serves Signet. */
  readonly names: readonly string[]
  /**
   * Imports that Signet's calls never use: those that call a method or set a property by a name in
   * memory.
   */
  readonly unused: readonly string[]
}

/** Handle for `undefined` in every embind table. */
const UNDEFINED = 2

/** Returns `true` if memory has the text at an address, followed by NUL. */
function hasName({ buffer }: WebAssembly.Memory, address: number, name: string): boolean {
  const bytes = new Uint8Array(buffer)
  for (let at = 0; at < name.length; at++) if (bytes[address + at] !== name.charCodeAt(at)) return false
  return bytes[address + name.length] === 0
}

/**
 * Returns a glue's imports with a table in place of its look-up for globals. The looked-up names
 * are in writable memory. A picture that overwrites them must not reach `Function` or the global
 * object, so any other name is `undefined`.
 * @param imports the glue's functions, under the module name `a`
 * @param memory the module's memory
 */
export function guardedImports(
  imports: WebAssembly.Imports,
  memory: WebAssembly.Memory,
  { lookUp, names, unused }: ValueImports,
): WebAssembly.Imports {
  const known = Object.freeze([...names])
  const { a = {} } = imports
  const own = a[lookUp]
  if (typeof own !== 'function') throw new Error(`the glue has no import ${lookUp}`)
  const guarded: WebAssembly.ModuleImports = {
    ...a,
    [lookUp]: (address: number) =>
      known.some((name) => hasName(memory, address >>> 0, name)) ? own(address) : UNDEFINED,
  }
  for (const name of unused)
    guarded[name] = () => {
      throw new Error(`the module called the unsupported import ${name}`)
    }
  return { ...imports, a: guarded }
}
