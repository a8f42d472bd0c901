/** Stands for `FixedLengthStream`, which only Workers have. */
export class FixedLength extends TransformStream {
  constructor(_length: number) {
    super()
  }
}
