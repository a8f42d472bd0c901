import type { OptionName } from '../../../../src/signing/url/options.ts'
import type { ShapeKind, ShapeOf } from '../../../../src/signing/url/parameter-shape.ts'

/** Props for a parameter's editor. */
export interface EditorProps<Kind extends ShapeKind = ShapeKind> {
  readonly name: OptionName
  /** Id for the edited element. The parameter's label refers to it. */
  readonly id: string
  /** The parameter's decoded value in the target. `undefined` if the parameter is not set. */
  readonly text: string | undefined
  readonly shape: ShapeOf<Kind>
  /** The parameter's default. */
  readonly initial: string | undefined
  /**
   * ARIA attributes for the edited elements, which refer to the documentation and the error
   * message.
   */
  readonly tie: { readonly 'aria-describedby': string; readonly 'aria-invalid': boolean }
  readonly onText: (text: string | undefined) => void
}
