import { Scale } from './zigzag'

/** A component as in the frame and scan headers (T.81 B.2.2, B.2.3), and its data. */
@unmanaged
export class Component {
  scale: Scale
  id: i32
  /** Sampling factors H and V; 1 if it is alone, when they mean nothing (A.2.2). */
  h: i32
  v: i32
  quantSelector: i32

  /** Blocks with samples of the picture. An MCU at the edge may have others, which are dropped. */
  blocksWide: i32
  blocksHigh: i32
  /** In samples at the scale. */
  planeWidth: i32
  planeHeight: i32

  /** Samples of a band, or of the whole plane if components have scans of their own. */
  samples: usize
  stride: i32
  /** Coefficients of a progressive image, block after block; else 0. */
  coefficients: usize
  /** Quantisation table of the component's first scan, in the order of the coefficients; 0 before that. */
  quant: usize
  /** For each zigzag index the lowest decoded bit (G.1.1.1.2), -1 for none: 64 × i8. */
  precision: usize

  /** Of the scan: Huffman tables, and the DC prediction (F.1.1.5.1). */
  dcTable: usize
  acTable: usize
  prediction: i32
}
