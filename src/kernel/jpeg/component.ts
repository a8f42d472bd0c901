/** What the frame and scan headers say of a component (T.81 B.2.2, B.2.3), and where its data is. */
@unmanaged
export class Component {
  id: i32
  /** Sampling factors H and V; 1 if it is alone, for then they mean nothing (A.2.2). */
  h: i32
  v: i32
  quantSelector: i32

  /** Blocks that show some of the picture. An MCU at the edge may hold others, which are dropped. */
  blocksWide: i32
  blocksHigh: i32
  /** Samples at the scale. */
  planeWidth: i32
  planeHeight: i32

  /** Samples: those of a band, or of all the plane where scans come one after the other. */
  samples: usize
  stride: i32
  /** Coefficients of a progressive image, block after block; 0 where samples are made at once. */
  coefficients: usize
  /** Quantisation table of the first scan that the component is in, arranged like the coefficients; 0 before that. */
  quant: usize
  /** For each zigzag index the lowest bit that has been decoded (G.1.1.1.2), -1 for none: 64 × i8. */
  precision: usize

  /** Of the scan: Huffman tables, and the DC prediction (F.1.1.5.1). */
  dcTable: usize
  acTable: usize
  prediction: i32
}
