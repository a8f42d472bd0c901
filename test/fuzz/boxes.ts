import { be32, join } from '../support/bytes/image-writers.ts'
import { relocated } from './locations.ts'
import { below, happens, pick, type Random } from './random.ts'

/**
 * Boxes that contain other boxes, and the number of bytes before their first child (ISO 14496-12,
 * clause 8).
 */
const CONTAINERS: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0, iref: 4, dinf: 0, iinf: 6 }

interface Box {
  readonly type: string
  /** The bytes before the children, or the whole content if the box has no children. */
  readonly body: Uint8Array
  readonly children?: Box[]
}

function parse(bytes: Uint8Array): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const boxes: Box[] = []
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = Math.min(bytes.length - at, Math.max(8, view.getUint32(at)))
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const content = bytes.subarray(at + 8, at + size)
    const before = CONTAINERS[type]
    boxes.push(
      before === undefined
        ? { type, body: content }
        : { type, body: content.subarray(0, before), children: parse(content.subarray(before)) },
    )
    at += size
  }
  return boxes
}

function write(boxes: readonly Box[]): Uint8Array<ArrayBuffer> {
  return join(
    ...boxes.map(({ type, body, children = [] }) => {
      const content = join(body, write(children))
      return join(be32(content.length + 8), type, content)
    }),
  )
}

function lists(boxes: Box[]): Box[][] {
  return [boxes, ...boxes.flatMap(({ children }) => (children ? lists(children) : []))].filter(
    ({ length }) => length > 0,
  )
}

/** Returns the offset at which the media data box's content starts. */
function mediaAt(boxes: readonly Box[]): number | undefined {
  const before = boxes.findIndex(({ type }) => type === 'mdat')
  return before < 0 ? undefined : write(boxes.slice(0, before)).length
}

/** Corrects the offsets into the media data if it no longer starts at `from`. */
function followMedia(boxes: readonly Box[], from: number | undefined): readonly Box[] {
  const to = mediaAt(boxes)
  if (from === undefined || to === undefined || from === to) return boxes
  const moved = (list: readonly Box[]): Box[] =>
    list.map((box) => ({
      ...box,
      ...(box.type === 'iloc' ? { body: relocated(box.body, to - from) } : {}),
      ...(box.children ? { children: moved(box.children) } : {}),
    }))
  return moved(boxes)
}

/**
 * Duplicates, drops, moves or changes a box at any depth. The sizes of the enclosing boxes are
 * corrected. The offsets into the media data are corrected in most cases, so that decoders read as
 * far as the change.
 */
export function changeBoxes(
  file: Uint8Array,
  random: Random,
  change: (body: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const tree = parse(file)
  const media = mediaAt(tree)
  if (tree.length === 0) return Uint8Array.from(file)
  const list = pick(lists(tree), random)
  const at = below(list.length, random)
  const box = list[at]
  if (!box) return Uint8Array.from(file)
  const kind = below(5, random)
  if (kind === 0) list.splice(at, 0, box)
  else if (kind === 1) list[at] = { type: 'free', body: write([box]).subarray(8) }
  else if (kind === 2) list.push(...list.splice(at, 1))
  else if (kind === 3 && happens(50, random))
    list.splice(below(list.length + 1, random), 0, ...parse(write([pick(pick(lists(tree), random), random)])))
  else list[at] = { ...box, body: change(box.body) }
  return write(happens(80, random) ? followMedia(tree, media) : tree)
}
