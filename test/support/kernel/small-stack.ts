import { readFileSync } from 'node:fs'
import { readSections, SECTION, signed, writeSections } from '../../../tools/codecs/sections.ts'
import type { STACKS } from '../../../tools/codecs/stacks.ts'
import { boundsOf } from '../../../tools/stacks/built.ts'
import { Module } from './compile.ts'

export type ForeignName = keyof typeof STACKS

/**
 * Returns the bytes of a global with a constant: type, mutability and opcodes (WebAssembly core
 * specification 2.0, 5.3.1, 5.3.10, 5.4).
 */
const constant = (value: number) => Buffer.from([0x7f, 0, 0x41, ...signed(value), 0x0b])

export const builtFile = (name: ForeignName): Buffer => readFileSync(`src/engine/wasm/built/${name}.wasm`)

/**
 * Returns a built module with a smaller stack.
 * @param bytes stack size
 */
export function withStack(name: ForeignName, bytes: number): Uint8Array<ArrayBuffer> {
  const { base, limit } = boundsOf(name)
  const file = builtFile(name)
  const sections = readSections(file).map((section) => {
    if (section.id !== SECTION.global) return section
    const content = Buffer.from(section.content)
    const at = content.indexOf(constant(limit))
    if (at < 0) throw new Error(`${name} has no constant limit`)
    const rest = content.subarray(at + constant(limit).length)
    return { ...section, content: Buffer.concat([content.subarray(0, at), constant(base - bytes), rest]) }
  })
  return Uint8Array.from(writeSections(file, sections))
}

const exportsOf = (module: WebAssembly.Module) => JSON.stringify(WebAssembly.Module.exports(module))

/** Runs work. New instances of a module then have a smaller stack. */
export async function withSmallStack<T>(
  name: ForeignName,
  bytes: number,
  work: () => Promise<T>,
): Promise<T> {
  const small = new Module(withStack(name, bytes))
  const { Instance } = WebAssembly
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(exportsOf(module) === exportsOf(small) ? small : module, imports)
    }
  }
  try {
    return await work()
  } finally {
    WebAssembly.Instance = Instance
  }
}
