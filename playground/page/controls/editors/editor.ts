import type { OptionName } from '../../../../src/signing/url/options.ts'
import type { ShapeKind, ShapeOf } from '../../../../src/signing/url/shape.ts'

/** What an editor of a parameter gets. */
export interface EditorProps<Kind extends ShapeKind = ShapeKind> {
  readonly name: OptionName
  /** For the element that the label names. */
  readonly id: string
  /** As in the target, decoded; absent: not set. */
  readonly text: string | undefined
  readonly shape: ShapeOf<Kind>
  /** What an absent parameter means. */
  readonly initial: string | undefined
  /** Ties help and mistake to the elements that are edited. */
  readonly tie: { readonly 'aria-describedby': string; readonly 'aria-invalid': boolean }
  readonly onText: (text: string | undefined) => void
}
