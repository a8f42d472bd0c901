import { catalog } from '../catalog.ts'
import { choosePicture, path } from '../target.ts'

/** The pictures to choose from. */
export function Pictures() {
  return (
    <label>
      Picture
      <select value={path.value} onChange={({ currentTarget }) => choosePicture(currentTarget.value)}>
        {catalog.value.pictures.map((picture) => (
          <option key={picture.path}>{picture.path}</option>
        ))}
      </select>
    </label>
  )
}
