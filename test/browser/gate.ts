/** Returns a promise, and a function that resolves it. */
export function gate(): { readonly held: Promise<void>; readonly release: () => void } {
  let open: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    open = resolve
  })
  return { held, release: () => open() }
}
