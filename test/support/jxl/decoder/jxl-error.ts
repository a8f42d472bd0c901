/** Error in a JPEG XL file, or a feature that the decoder does not have. */
export class JxlError extends Error {
  override readonly name = 'JxlError'
}

/** Calls `read`, and puts the section's name before an error's message. */
export function inSection<T>(section: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof JxlError)) throw error
    throw new JxlError(`${section}: ${error.message}`, { cause: error })
  }
}
