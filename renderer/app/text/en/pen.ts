// English for the pen: who may write to a history now, and handing it over.
export const pen = {
  ours: (time: string) => `This computer holds the pen until ${time}`,
  theirs: (owner: string, time: string) => `${owner} holds the pen until ${time}`,
  free: 'Nobody holds the pen',
  letGo: 'Let go',
  take: 'Take over…',
  takeTitle: 'Take over the pen?',
  takeText: (owner: string, name: string, place: string) =>
    `${owner} stops copying ${name} to ${place} until it gets the pen back. Nothing that was copied is lost, and nobody else is stopped.`,
  takeDo: 'Take over',
  standby: (owner: string, place: string, time: string) => `${owner} holds the pen for ${place} until ${time}.`,
  standbyText: 'Only one computer writes there at a time. What changes here is kept on this computer until it is its turn.',
} as const;
