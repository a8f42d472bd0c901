import type { ComponentType } from 'preact'
import { type OptionName, type RowName, rowNameOf } from '../../../../src/signing/url/options.ts'
import type { ShapeKind } from '../../../../src/signing/url/parameter-shape.ts'
import { KeyEditor, PresetEditor } from './catalog-editors.tsx'
import { ChoiceEditor } from './choice-editor.tsx'
import { ColorEditor } from './color-editor.tsx'
import { CropEditor } from './crop-editor.tsx'
import type { EditorProps } from './editor.ts'
import { FlagEditor } from './flag-editor.tsx'
import { ListEditor } from './list-editor.tsx'
import { MarginsEditor } from './margins-editor.tsx'
import { MomentEditor } from './moment-editor.tsx'
import { NumberEditor } from './number-editor.tsx'
import { OverlayEditor } from './overlay-editor.tsx'
import { RegionsEditor } from './regions-editor.tsx'
import { ShareEditor } from './share-editor.tsx'
import { SideEditor } from './side-editor.tsx'
import { TextEditor } from './text-editor.tsx'

/** Editors by the shape of a parameter's values. */
const BY_SHAPE: { readonly [Kind in ShapeKind]: ComponentType<EditorProps<Kind>> } = {
  whole: NumberEditor,
  decimal: NumberEditor,
  angle: NumberEditor,
  share: ShareEditor,
  flag: FlagEditor,
  yes: FlagEditor,
  choice: ChoiceEditor,
  color: ColorEditor,
  list: ListEditor,
  crop: CropEditor,
  margins: MarginsEditor,
  regions: RegionsEditor,
  fonts: TextEditor,
  stroke: TextEditor,
  shadow: TextEditor,
  template: TextEditor,
  text: TextEditor,
}

/** Editors for parameters whose shape's editor is not enough. */
const BY_NAME = {
  width: SideEditor,
  height: SideEditor,
  olurl: OverlayEditor,
  preset: PresetEditor,
  expire: MomentEditor,
  start: MomentEditor,
  kid: KeyEditor,
} as const satisfies Partial<Record<RowName, unknown>>

/**
 * Returns a parameter's editor. The type assertion is safe because the option table pairs each
 * parameter with its shape.
 */
export function editorOf(name: OptionName, kind: ShapeKind): ComponentType<EditorProps> {
  const own: Partial<Record<RowName, unknown>> = BY_NAME
  const row = rowNameOf(name)
  return ((row && own[row]) ?? BY_SHAPE[kind]) as ComponentType<EditorProps>
}
