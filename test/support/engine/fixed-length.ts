/** Replaces `FixedLengthStream`, which only Workers have, and copies each chunk as it does. */
export class FixedLength extends TransformStream<Uint8Array, Uint8Array> {
  constructor(_length: number) {
    super({ transform: (chunk, controller) => controller.enqueue(chunk.slice()) })
  }
}
