/** The exports that compare pictures, documented in `src/kernel/changes.ts`. */
export interface ChangesKernel {
  changesFind(before: number, after: number, width: number, height: number, tolerance: number): number
  changesLeft(): number
  changesRight(): number
  changesTop(): number
  changesBottom(): number
}
