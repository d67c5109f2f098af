import { useMutation } from '@tanstack/react-query'
import type { UseMutationOptions } from '@tanstack/react-query'
import { useRef } from 'react'
import { client } from './client.ts'
import type { Input, OperationId, Output } from './client.ts'
import { isPassing } from './explain-error.ts'
import { createKeyring } from './keyring.ts'

/**
 * A change through the API: `const pay = useApiMutation('payOrder')`, `pay.mutate({ params, body })`.
 * Every call carries an Idempotency-Key; pressing again after a lost answer sends the same key with the same content,
 * so nothing happens twice. A key given by the caller is used as it is.
 */
export const useApiMutation = <Id extends OperationId>(
  operationId: Id,
  options: Omit<UseMutationOptions<Output<Id>, unknown, Input<Id>>, 'mutationFn'> = {},
) => {
  const keyring = useRef(createKeyring()).current
  return useMutation<Output<Id>, unknown, Input<Id>>({
    ...options,
    mutationFn: async (input) => {
      const idempotencyKey = input.idempotencyKey ?? keyring.keyFor(input)
      try {
        const output = await client(operationId, { ...input, idempotencyKey })
        keyring.settled()
        return output
      } catch (error) {
        if (!isPassing(error)) keyring.settled()
        throw error
      }
    },
  })
}
