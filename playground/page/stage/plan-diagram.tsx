import type { ComponentChildren } from 'preact'
import { isSameSize } from '../../../src/engine/picture/size.ts'
import type { PlanAnswer } from '../../protocol.ts'
import { formatBytes, formatShare, formatSize } from './numbers.ts'

type Transform = NonNullable<PlanAnswer['transform']>

function Node({ name, children }: { readonly name: string; readonly children?: ComponentChildren }) {
  return (
    <li>
      <strong>{name}</strong>
      {children && <span class="quiet">{children}</span>}
    </li>
  )
}

function isFullPicture({ crop, decoded }: Transform): boolean {
  return crop.x === 0 && crop.y === 0 && crop.width === decoded.width && crop.height === decoded.height
}

function Steps({ transform }: { readonly transform: Transform }) {
  const { decodeScale, decoded, crop, resized, steps, overlays, output } = transform
  if (transform.transcode === 'always')
    return (
      <Node name={`repack as ${output.format}`}>
        {formatSize(output)}
        {output.settings && ` · ${output.settings}`}
      </Node>
    )
  return (
    <>
      <Node name={decodeScale === 8 ? 'decode' : `decode ${decodeScale}/8`}>{formatSize(decoded)}</Node>
      {!isFullPicture(transform) && (
        <Node name="crop">
          {formatSize(crop)} at {crop.x}, {crop.y}
        </Node>
      )}
      {!isSameSize(crop, resized) && <Node name="resize">{formatSize(resized)}</Node>}
      {steps.map(({ name, detail }) => (
        <Node key={name} name={name}>
          {detail}
        </Node>
      ))}
      {overlays.map((overlay) => (
        <Node key={overlay.layer} name="overlay">
          {formatSize(overlay)} at {overlay.x}, {overlay.y}
          {overlay.detail && `, ${overlay.detail}`}
        </Node>
      ))}
      <Node name={`encode ${output.format}`}>
        {formatSize(output)}
        {output.settings && ` · ${output.settings}`}
      </Node>
    </>
  )
}

function pathText({ planar, transcode }: Transform): string {
  if (transcode === 'always') return 'No pixel is decoded.'
  return planar
    ? 'Luma and chroma stay planes: no whole picture becomes RGB.'
    : 'The resized picture becomes RGB for its steps or its encoder.'
}

function Memory({ transform }: { readonly transform: Transform }) {
  const { memory, mayKeepSource, transcode } = transform
  const { planned, kernel, budget } = memory
  return (
    <div class="memory">
      <label>
        Memory planned: {formatBytes(planned)}, {formatShare(planned / budget)} of {formatBytes(budget)}
        <meter min={0} max={budget} value={planned} />
      </label>
      <p class="quiet">
        {formatBytes(kernel)} of it in the kernel. {pathText(transform)}
        {transcode === 'instead' &&
          ' If the output is longer than the source, the source is repacked instead.'}
        {mayKeepSource && ' If the source is smaller, it is delivered instead.'}
      </p>
    </div>
  )
}

/**
 * Shows the plan as a pipeline: everything that is decided before the first pixel is decoded.
 */
export function PlanDiagram({ plan }: { readonly plan: PlanAnswer }) {
  const { source, original, transform } = plan
  return (
    <div class="plan">
      <h2>Plan</h2>
      <ol class="pipeline">
        <Node name={`source ${source.format}`}>
          {formatSize(source)} · {formatBytes(source.bytes)}
          {source.orientation > 1 && ' · turned upright'}
        </Node>
        {original && <Node name="unchanged">byte for byte</Node>}
        {transform && <Steps transform={transform} />}
      </ol>
      {transform && <Memory transform={transform} />}
    </div>
  )
}
