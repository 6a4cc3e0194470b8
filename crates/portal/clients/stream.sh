# Everything from now on, as it goes out. `Last-Event-ID` goes on after an event that you hold.
curl -N -H "Authorization: Bearer $TELLAL_KEY" 'https://wire.example/api/v1/stream'
