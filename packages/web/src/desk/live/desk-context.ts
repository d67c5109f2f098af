import { createContext, useContext } from 'react'
import { allows } from '@topay/contract/web'
import type { Permission } from '@topay/contract/web'
import type { Desk } from './create-desk.ts'

export const DeskContext = createContext<Desk | null>(null)

/** The signed-in desk; only inside the pages that need a signed-in member of staff. */
export const useDesk = (): Desk => {
  const desk = useContext(DeskContext)
  if (desk === null) throw new Error('useDesk needs a signed-in desk')
  return desk
}

/** Whether the roles of the signed-in member of staff grant a permission. The server decides; this only hides what it would refuse. */
export const useMay = (permission: Permission): boolean => allows(useDesk().staff.roles, permission)
