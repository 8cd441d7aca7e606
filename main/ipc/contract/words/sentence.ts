// Messages of errors begin small and end without a stop, so that they can stand inside a sentence. Here they become one.

/** With a capital, unless it begins with the name of a file, which stays as the person wrote it. */
export function capitalised(message: string): string {
  const [first = ''] = message.split(' ', 1);
  return /^\p{Letter}+[,:]?$/u.test(first) ? message.charAt(0).toUpperCase() + message.slice(1) : message;
}

export function sentenceOf(message: string): string {
  return message === '' || /[.!?…]$/.test(message) ? capitalised(message) : `${capitalised(message)}.`;
}
