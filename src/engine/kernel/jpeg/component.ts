import { Scale } from './zigzag'

/** A component: its parameters in the frame and scan headers (T.81 B.2.2, B.2.3), and its data. */
@unmanaged
export class Component {
  scale: Scale
  id: i32
  /**
   * Horizontal sampling factor H. It is 1 if the frame has one component, because it has no effect
   * then (A.2.2).
   */
  h: i32
  /** Vertical sampling factor V. It is 1 if the frame has one component. */
  v: i32
  quantSelector: i32

  /**
   * Number of block columns with samples of the picture. An MCU at the edge may have further
   * blocks, which are dropped.
   */
  blocksWide: i32
  /** Number of block rows with samples of the picture. */
  blocksHigh: i32
  /** Width of the plane at the scale, in samples. */
  planeWidth: i32
  /** Height of the plane at the scale, in samples. */
  planeHeight: i32

  /**
   * Address of the samples of a band, or of the complete plane if components have scans of their
   * own.
   */
  samples: usize
  stride: i32
  /** Address of the coefficients of a progressive image, block after block; 0 for other images. */
  coefficients: usize
  /**
   * Quantisation table of the component's first scan, in the order of the coefficients; 0 before
   * that scan.
   */
  quant: usize
  /**
   * 64 × i8: for each zigzag index the lowest decoded bit (G.1.1.1.2), or -1 if none is decoded.
   */
  precision: usize

  /** DC Huffman table of the scan. */
  dcTable: usize
  /** AC Huffman table of the scan. */
  acTable: usize
  /** DC prediction in the scan (F.1.1.5.1). */
  prediction: i32
}
