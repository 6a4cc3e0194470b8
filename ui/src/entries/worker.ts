// The worker of the portal, which shows notifications.

import "../portal/worker.ts";
