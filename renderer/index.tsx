// Where the screens begin.
import { createRoot } from 'react-dom/client';

createRoot(document.getElementById('root')!).render(<main>Tidemark</main>);
