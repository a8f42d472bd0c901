import { Scale } from './zigzag'

/**
 * An image component: its parameters in the frame and scan headers (T.81 B.2.2, B.2.3), and the
 * addresses of its samples and coefficients.
 */
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
   * Block columns that contain samples. An MCU at the edge may have further blocks, which are
   * dropped.
   */
  blocksWide: i32
  /** Block rows that contain samples. */
  blocksHigh: i32
  /** Width of the component's plane in samples, at the scale at which it is decoded. */
  planeWidth: i32
  /** Height of the component's plane in samples, at the scale at which it is decoded. */
  planeHeight: i32

  /**
   * Address of the component's samples in the current band, or in the complete plane if each
   * component has its own scan.
   */
  samples: usize
  stride: i32
  /** Address of a progressive image's coefficients, block after block; 0 for other images. */
  coefficients: usize
  /**
   * Address of the quantization table that was valid in the component's first scan; 0 before that
   * scan. Its steps have the same order as the coefficients.
   */
  quant: usize
  /**
   * Address of 64 i8. For each zigzag index, the i8 is the coefficient's lowest bit that has been
   * decoded (G.1.1.1.2), or -1 if no bit has been decoded.
   */
  precision: usize

  /** Address of the DC Huffman table that the current scan uses. */
  dcTable: usize
  /** Address of the AC Huffman table that the current scan uses. */
  acTable: usize
  /** Prediction for the next DC coefficient in the current scan (F.1.1.5.1). */
  prediction: i32
}
