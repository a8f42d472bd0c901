import { expect, test } from 'vitest'
import { isolateFigures } from '../../load/isolate/figures.ts'
import type { IsolateSample } from '../../load/isolate/watch.ts'

const sample = (heap: number, buffers: number, wasm: number, more: Partial<IsolateSample> = {}) => {
  return { seconds: 0, heap, buffers, wasm, wasmPeak: wasm, ...more }
}

test('the figures have mean and peak, the parts at the peak, and the samples above 128 MB', () => {
  expect(isolateFigures([sample(5, 10, 15), sample(10, 20, 110), sample(20, 30, 40)])).toEqual({
    meanMb: 86.7,
    peakMb: 140,
    over128: 1,
    samples: 3,
    heapMb: 10,
    buffersMb: 20,
    wasmMb: 110,
    highWaterMb: 140,
    ledgerPeakMb: null,
  })
})

test('128 MB are not above the limit', () => {
  expect(isolateFigures([sample(10, 8, 110)]).over128).toBe(0)
})

test('the mark adds the peak of the memories to the larger neighbor', () => {
  const samples = [sample(10, 30, 50), sample(10, 5, 50, { wasmPeak: 70 }), sample(10, 5, 50)]
  expect(isolateFigures(samples).highWaterMb).toBe(110)
})

test('the highest mark of the ledger is kept', () => {
  const samples = [sample(1, 1, 1), sample(1, 1, 1, { ledgerPeak: 100 }), sample(1, 1, 1, { ledgerPeak: 99 })]
  expect(isolateFigures(samples).ledgerPeakMb).toBe(100)
})

test('there may be no sample', () => {
  expect(isolateFigures([])).toMatchObject({ meanMb: 0, peakMb: 0, samples: 0, highWaterMb: 0 })
})
