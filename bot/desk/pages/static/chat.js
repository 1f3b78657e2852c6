// The page where chats are answered: each part looks after one thing.
import "/static/desk.js";
import "/static/live.js";
import "/static/clock.js";
import "/static/conversation.js";
import "/static/composer.js";
import "/static/notes.js";
import "/static/picker.js";
import "/static/notifications.js";
import "/static/blur.js";
import "/static/shortcuts.js";
