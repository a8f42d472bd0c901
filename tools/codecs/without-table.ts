/** Binaryen's name for the hqx function that looks up a color's luma and chroma. */
const LOOKUP = '12'
/** Bytes in the table that this function allocates and fills at its first call. */
const TABLE_BYTES = 67_108_864

const CHANNELS = 0xff_ff_ff
/** Mean of both chroma components, which are signed before it is added. */
const CHROMA_MEAN = 0x80_80

/** Red, green and blue weights in hqx's luma and chroma, and each result's lowest bit. */
const PARTS = [
  { weights: [0.299, 0.587, 0.114], bit: 16 },
  { weights: [-0.169, -0.331, 0.5], bit: 8 },
  { weights: [0.5, -0.419, -0.081], bit: 0 },
] as const

/**
 * Makes hqx compute each color's luma and chroma. The package looks them up in a table with all
 * 16.7 million colors, which takes 64 MiB and 0.2 s at each instance's start. Results are the same:
 * white has 0 in the table, too.
 * @throws Error if the function does not allocate the table
 * @example await withoutTable(readFileSync('squooshhqx_bg.wasm'))
 */
export async function withoutTable(module: Uint8Array): Promise<Uint8Array> {
  // Loading Binaryen takes a second.
  const { default: binaryen } = await import('binaryen')
  const { f64: F64, i32: I32 } = binaryen
  const parsed = binaryen.readBinary(module)
  const lookup = parsed.getFunction(LOOKUP)
  const text = lookup === 0 ? '' : binaryen.emitText(binaryen.getFunctionInfo(lookup).body)
  if (!text.includes(`${TABLE_BYTES}`)) throw new Error('hqx has no table of colors in the expected function')

  const { i32, f64, local } = parsed
  const [RED, GREEN, BLUE] = [1, 2, 3]
  const color = () => local.get(0, I32)
  const channel = (index: number, shift: number) =>
    local.set(index, f64.convert_u.i32(i32.and(i32.shr_u(color(), i32.const(shift)), i32.const(0xff))))
  const part = ({ weights: [red, green, blue], bit }: (typeof PARTS)[number]) => {
    const weighted = (index: number, weight: number) => f64.mul(local.get(index, F64), f64.const(weight))
    const sum = f64.add(f64.add(weighted(RED, red), weighted(GREEN, green)), weighted(BLUE, blue))
    return i32.shl(i32.trunc_s.f64(sum), i32.const(bit))
  }
  const [luma, u, v] = PARTS.map(part)
  const computed = i32.add(i32.add(i32.add(luma ?? 0, u ?? 0), v ?? 0), i32.const(CHROMA_MEAN))
  const isWhite = i32.eq(i32.and(color(), i32.const(CHANNELS)), i32.const(CHANNELS))
  const body = parsed.block(
    null,
    [
      parsed.if(isWhite, parsed.return(i32.const(0))),
      channel(RED, 16),
      channel(GREEN, 8),
      channel(BLUE, 0),
      parsed.return(computed),
    ],
    binaryen.unreachable,
  )
  parsed.removeFunction(LOOKUP)
  parsed.addFunction(LOOKUP, I32, I32, [F64, F64, F64], body)
  parsed.runPasses(['remove-unused-module-elements'])
  const changed = parsed.emitBinary()
  parsed.dispose()
  return changed
}
