import type { ReactNode } from 'react'
import { Avatar } from '#shared/ui/surface.tsx'

/** Who gets or gives: the first character and the masked name, as the first thing on a page about a person. */
export const PersonHead = ({
  name,
  title = name,
  note,
  end,
}: {
  name: string
  /** What stands in the place of the bare name, such as what they did. */
  title?: string
  note?: ReactNode
  end?: ReactNode
}) => (
  <div className="row-x g3" style={{ padding: '0 2px' }}>
    <Avatar name={name} />
    <div className="grow">
      <div className="t3">{title}</div>
      {note && <div className="t6 c3">{note}</div>}
    </div>
    {end}
  </div>
)
