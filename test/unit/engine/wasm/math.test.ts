import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import * as math from '../../../../src/engine/wasm/math.ts'

const FUNCTIONS = Object.entries(math)

/** Bits of numbers, because results that are merely close would hide a difference. */
const bitsOf = (numbers: readonly number[]): string =>
  [...new Uint8Array(Float64Array.from(numbers).buffer)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')

const BITS: Readonly<Record<string, string>> = {
  asin: '8478037692a4b93f4b05799d0d6ccb3f66732d3852c1e03f72a15f7093eaf13f03f818adc96af83f',
  cbrt: 'f3cf0b76c7b4dd3f51bb971b4619e33f3d6e3da5fe65e93fe88570fe49e5ee3f640658b744fdef3f',
  cos: 'c117a8f912d7ef3f14d5f9e88f47ef3f507d5b062815ec3f1ce292963ae4e33fa7fde32f0c51e13f',
  exp: 'd4005ab3c7aef13fde0082f44ccaf33f9c061e8e2961fa3fbc785c6544ad03409311d4177ab90540',
  log1p: 'c7463c793f66b83f2887593e95acc83f4c98bfec23f3d93f5c783d29118ae43f71e463282a2ae63f',
  pow: '89ee73cc744e703f33780a301bea983f5daeb2036040c83f10d81ba1aed9e83f6e51a25b5aecef3f',
  sin: '2ccb8bcbae8eb93f242af5ac1d02cb3ff0054b74e8aede3f41a85d980311e93f4c829c94e6e8ea3f',
  tan: '800b437788afb93f9db403545ea1cb3f4a47f35b4f7be13f38a1c2a99b29f43fca3b970722ddf83f',
}

describe.each(FUNCTIONS)('%s', (name, compute) => {
  const own = Math[name as keyof typeof math]

  it('has the special cases of Math', () => {
    const special = [0, -0, 1, -1, 2, 0.5, -0.5, 1e300, -1e300, 5e-324, Infinity, -Infinity, Number.NaN]
    for (const x of special)
      for (const y of special) {
        const [result, expected] = [compute(x, y), own(x, y)]
        if (Number.isFinite(expected) && expected !== 0) expect(result / expected).toBeCloseTo(1, 12)
        else expect(result, `${name}(${x}, ${y})`).toBe(expected)
      }
  })

  it('differs from Math in the last bits only', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true })
    fc.assert(
      fc.property(number, number, (x, y) => {
        const [result, expected] = [compute(x, y), own(x, y)]
        if (!Number.isFinite(expected)) expect(result).toBe(expected)
        else expect(Math.abs(result - expected)).toBeLessThanOrEqual(2 ** -51 * Math.abs(expected))
      }),
    )
  })

  it('has the same bits everywhere', () => {
    const samples = [0.1, 0.2126, 0.5, 0.9, 0.999]
    expect(bitsOf(samples.map((x) => compute(x, 2.4)))).toBe(BITS[name])
  })
})

test('powers of two are exact', () => {
  for (let n = -1074; n < 1024; n++) expect(math.pow(2, n)).toBe(2 ** n)
})
