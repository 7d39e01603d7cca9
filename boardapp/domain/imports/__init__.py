"""Files on their way in: kept aside until somebody confirms, then staged unseen and published as one event."""
