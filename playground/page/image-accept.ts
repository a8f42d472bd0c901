/** A white pixel as a JPEG XL. */
const PIXEL = Uint8Array.of(
  ...[255, 10, 0, 16, 16, 20, 55, 2, 8, 2, 1, 0, 68, 0, 11, 40],
  ...[86, 54, 243, 146, 216, 57, 0, 81, 180, 99, 0, 0, 38, 0, 124],
)

/** Formats that all current browsers show. */
const OTHERS = 'image/avif,image/webp,image/*,*/*;q=0.8'

async function showsJxl(): Promise<boolean> {
  try {
    const image = await createImageBitmap(new Blob([PIXEL], { type: 'image/jxl' }))
    image.close()
    return true
  } catch {
    return false
  }
}

let known: Promise<string> | undefined

/**
 * Returns the `Accept` header that this browser sends for an `<img>`, from which `format=auto`
 * chooses. It names JPEG XL if the browser shows one.
 */
export function imageAccept(): Promise<string> {
  known ??= showsJxl().then((shows) => (shows ? `image/jxl,${OTHERS}` : OTHERS))
  return known
}
