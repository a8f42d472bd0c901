/** Stands for `FixedLengthStream`, which only Workers have. Like that one, it copies each chunk. */
export class FixedLength extends TransformStream<Uint8Array, Uint8Array> {
  constructor(_length: number) {
    super({ transform: (chunk, controller) => controller.enqueue(chunk.slice()) })
  }
}
