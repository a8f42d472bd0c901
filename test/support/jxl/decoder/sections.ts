import type { BitReader } from './bits.ts'
import type { FrameLayout } from './frame-layout.ts'
import { inSection } from './jxl-error.ts'
import { readToc, type SectionBytes } from './toc.ts'

/** Size of a frame part, for diagnostics. */
export interface SectionSize {
  /** Such as `LF global` or `group 3`. */
  readonly name: string
  /** Bits that the decoder read. */
  readonly bits: number
  /** Section size in bits. A frame with one group has one section, whose size each part has. */
  readonly size: number
}

/** The sections of a frame in their logical order. */
export class Sections {
  readonly sizes: SectionSize[] = []
  readonly #reader: BitReader
  readonly #toc: readonly SectionBytes[]
  readonly #layout: FrameLayout
  /** Reader of the only section, which contains all parts one after the other. */
  readonly #only: BitReader | undefined

  /** Reads the table of contents. */
  constructor(reader: BitReader, layout: FrameLayout) {
    const count = layout.groups === 1 ? 1 : 2 + layout.lfGroups + layout.groups
    this.#reader = reader
    this.#layout = layout
    this.#toc = inSection('table of contents', () => readToc(reader, count))
    this.#only = count === 1 ? this.#open(0) : undefined
  }

  lfGlobal<T>(read: (reader: BitReader) => T): T {
    return this.#read('LF global', 0, read)
  }

  lfGroup<T>(group: number, read: (reader: BitReader) => T): T {
    return this.#read(`LF group ${group}`, 1 + group, read)
  }

  hfGlobal<T>(read: (reader: BitReader) => T): T {
    return this.#read('HF global', 1 + this.#layout.lfGroups, read)
  }

  group<T>(group: number, read: (reader: BitReader) => T): T {
    return this.#read(`group ${group}`, 2 + this.#layout.lfGroups + group, read)
  }

  #open(at: number): BitReader {
    const { from, to } = this.#toc[at] ?? { from: 0, to: -1 }
    return this.#reader.part(from, to)
  }

  #read<T>(name: string, at: number, read: (reader: BitReader) => T): T {
    return inSection(name, () => {
      const reader = this.#only ?? this.#open(at)
      const [from, to] = [reader.at, reader.end]
      const { from: first } = this.#toc[this.#only ? 0 : at] ?? { from: 0 }
      const result = read(reader)
      this.sizes.push({ name, bits: reader.at - from, size: to - 8 * first })
      return result
    })
  }
}
